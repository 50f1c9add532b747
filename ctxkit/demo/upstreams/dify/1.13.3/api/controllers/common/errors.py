from werkzeug.exceptions import HTTPException


class BaseHTTPException(HTTPException):
    error_code: str = "unknown"


class FileTooLargeError(BaseHTTPException):
    error_code = "file_too_large"
    description = "The file is too large. {message}"
    code = 413
