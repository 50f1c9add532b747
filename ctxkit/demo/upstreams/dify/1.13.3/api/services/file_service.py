import logging
import uuid

from configs import dify_config
from models.model import UploadFile
from services.errors.file import FileTooLargeError

logger = logging.getLogger(__name__)


class FileService:
    def upload_file(self, *, filename: str, content: bytes) -> UploadFile:
        """Store an upload, if it is not too large."""
        if not self.is_file_size_within_limit(file_size=len(content)):
            raise FileTooLargeError(f"File {filename} is larger than {dify_config.UPLOAD_FILE_SIZE_LIMIT} MB")
        return UploadFile(id=str(uuid.uuid4()), name=filename, size=len(content))

    @staticmethod
    def is_file_size_within_limit(*, file_size: int) -> bool:
        return file_size <= dify_config.UPLOAD_FILE_SIZE_LIMIT * 1024 * 1024

    def preview(self, file_id: str) -> str:
        logger.debug("Preview of file %s wanted", file_id)
        return ""
