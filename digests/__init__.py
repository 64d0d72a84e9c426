"""The editions: what LSG and the board read before they meet, from SQL to paper."""
