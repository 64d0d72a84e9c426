"""What is seen across reports and proposed to whoever handles them: what belongs together, and what rises."""
