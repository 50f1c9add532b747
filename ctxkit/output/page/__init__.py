"""A report on a case as one page of HTML, to send on."""
