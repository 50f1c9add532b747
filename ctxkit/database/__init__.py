"""The database as its migrations leave it: tables, columns, and what each migration costs."""
