"""Who is where: people and their roles, who receives what, the names that are used for units, and running numbers."""
