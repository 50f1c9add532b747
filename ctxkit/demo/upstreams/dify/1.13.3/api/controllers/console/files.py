import logging

from flask import request
from flask_restx import Resource

import services
from configs import dify_config
from controllers.common.errors import FileTooLargeError
from controllers.console import console_ns
from services.file_service import FileService

logger = logging.getLogger(__name__)


@console_ns.route("/files/upload")
class FileApi(Resource):
    def get(self):
        """Tell the limits of uploads."""
        return {
            "file_size_limit": dify_config.UPLOAD_FILE_SIZE_LIMIT,
            "batch_count_limit": dify_config.UPLOAD_FILE_BATCH_LIMIT,
        }

    def post(self):
        """Take an upload."""
        file = request.files["file"]
        try:
            upload = FileService().upload_file(filename=file.filename, content=file.read())
        except services.errors.file.FileTooLargeError as e:
            raise FileTooLargeError(e.description)
        logger.info("Upload of %s taken as %s", file.filename, upload.id)
        return {"id": upload.id}, 201


@console_ns.route("/files/<uuid:file_id>/preview")
class FilePreviewApi(Resource):
    def get(self, file_id):
        return {"content": FileService().preview(str(file_id))}
