"""The parts of `check`: the user's files, the deployment that they make, and what is wrong with them."""
