"""Whole log files, a block of lines at a time: heads, statements, stacks, shapes, and what is counted of them."""
