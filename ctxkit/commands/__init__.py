"""The command line: one module for each question or group of commands, and reading from and
writing to the terminal.

Not here: anything that a script could not get from `import ctxkit`."""
