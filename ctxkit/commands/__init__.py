"""The command line: one module for each group of commands, and the terminal that they talk to.

Not here: anything that a script could not get from `import ctxkit`."""
