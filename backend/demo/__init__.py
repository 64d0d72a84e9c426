"""The demo förbund Höglandet: fictitious people and reports, for trying the product and for its tests."""
