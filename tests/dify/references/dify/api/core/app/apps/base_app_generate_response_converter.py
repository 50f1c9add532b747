"""The converter of errors, in the form of Dify's own, for the references of rows."""

ANSWERS = {ValueError: {"code": "invalid", "status": 400}}
