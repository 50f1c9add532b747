"""The routes of Dify's programs: whole paths, what fits them, who calls and who answers them.

Not here: routes and calls as single facts (`extract/`), request lines of logs (`ask/locate/`)."""
