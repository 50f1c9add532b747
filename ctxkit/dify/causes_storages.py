"""Failures of file storages, and of what they keep.

Not here: vector stores (`causes_stores.py`), what a row is and how a text finds its row
(`cause_row.py`).
"""

# ruff: noqa: E501 - patterns and samples stay whole

from __future__ import annotations

from ctxkit.dify.cause_row import CauseRow

STORAGE_CAUSES: tuple[CauseRow, ...] = (
    CauseRow(
        id="plugin-storage-key",
        hint="operation error S3",
        told=r"operation error S3: .{0,400}(?:InvalidAccessKeyId|SignatureDoesNotMatch|AccessDenied|Forbidden)\b",
        what="the storage of the plugin daemon refuses the key, or the key may not use the bucket",
        change="correct AWS_ACCESS_KEY and AWS_SECRET_KEY of the daemon, or their rights on the bucket",
        settings=("AWS_ACCESS_KEY", "AWS_SECRET_KEY", "PLUGIN_STORAGE_OSS_BUCKET"),
        level="environment",
        near_miss="operation error S3: PutObject, exceeded maximum number of attempts",
        since="1.8.1",
        reference="https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html",
        sample="operation error S3: ListObjectsV2, https response error StatusCode: 403, api error AccessDenied: Access Denied.",
    ),
    CauseRow(
        id="storage-key",
        hint="InvalidAccessKeyId|SignatureDoesNotMatch|AccessDenied|AuthenticationFailed",
        told=r"InvalidAccessKeyId|SignatureDoesNotMatch|\(AccessDenied\) when calling|AuthenticationFailed.{0,100}(?:blob|Server failed)",
        what="the file storage refuses the key, or the key may not use the bucket",
        change="correct key and secret, or their rights on the bucket",
        settings=(
            "S3_ACCESS_KEY",
            "S3_SECRET_KEY",
            "STORAGE_TYPE",
            "persistence.s3.accessKey",
            "externalS3.accessKey",
        ),
        level="environment",
        near_miss="access denied for this user",
        since="1.8.1",
        reference="https://docs.dify.ai/getting-started/install-self-hosted/environments",
        sample="botocore.exceptions.ClientError: An error occurred (InvalidAccessKeyId) when calling the PutObject operation",
    ),
    CauseRow(
        id="storage-bucket",
        hint="NoSuchBucket|specified bucket",
        told=r"NoSuchBucket|The specified bucket does not exist",
        what="the bucket does not exist",
        change="correct its name and region, or create the bucket if it never was there",
        settings=(
            "S3_BUCKET_NAME",
            "S3_REGION",
            "externalS3.bucketName.api",
            "persistence.s3.bucketName",
        ),
        level="environment",
        near_miss="no such file",
        since="1.8.1",
        reference="https://docs.dify.ai/getting-started/install-self-hosted/environments",
        sample="An error occurred (NoSuchBucket) when calling the PutObject operation",
    ),
    CauseRow(
        id="storage-endpoint",
        hint="endpoint URL|EndpointConnectionError",
        told=r"Could not connect to the endpoint URL|EndpointConnectionError",
        what="the file storage cannot be reached at its address",
        change="correct the endpoint",
        settings=("S3_ENDPOINT", "S3_REGION", "externalS3.endpoint", "persistence.s3.endpoint"),
        level="environment",
        at_start=True,
        near_miss="the endpoint answered",
        since="1.8.1",
        reference="https://docs.dify.ai/getting-started/install-self-hosted/environments",
        sample='botocore.exceptions.EndpointConnectionError: Could not connect to the endpoint URL: "http://minio:9000/dify"',
    ),
    CauseRow(
        id="clock-skew",
        hint="TimeTooSkewed|not yet valid",
        told=r"RequestTimeTooSkewed|The token is not yet valid",
        what="the clocks of two hosts differ",
        change="let NTP set the clocks",
        settings=("NTP",),
        level="environment",
        near_miss="skewed text",
        since="1.8.1",
        reference="https://docs.dify.ai/getting-started/install-self-hosted/environments",
        sample="An error occurred (RequestTimeTooSkewed) when calling the PutObject operation",
    ),
    CauseRow(
        id="secret-key-changed",
        hint="Incorrect decryption|PrivkeyNotFoundError|Private key not found|InvalidToken|Fernet",
        told=r"Incorrect decryption|PrivkeyNotFoundError|Private key not found|cryptography\.fernet\.InvalidToken",
        what="stored credentials cannot be decrypted: the tenant's private key in the file storage, or SECRET_KEY, is another one",
        change="restore the private keys (storage/privkeys) or the former SECRET_KEY; `flask reset-encrypt-key-pair` deletes all stored model credentials: last, with a backup",
        settings=("SECRET_KEY", "STORAGE_TYPE", "OPENDAL_FS_ROOT", "STORAGE_LOCAL_PATH"),
        level="environment",
        near_miss="decryption done",
        since="1.8.1",
        reference="https://docs.dify.ai/getting-started/install-self-hosted/environments",
        sample="libs.rsa.PrivkeyNotFoundError: Private key not found, tenant_id: 4a1b",
    ),
    CauseRow(
        id="stored-file-missing",
        hint="upload_files",
        told=r"(?:FileNotFoundError|NotFound|No such file or directory).{0,200}upload_files/|upload_files/.{0,200}(?:FileNotFoundError|NotFound \(permanent\)|No such file)",
        what="a stored file is not where this container looks: api and worker do not share the storage",
        change="let api and worker mount the same volume, or use object storage",
        settings=("STORAGE_TYPE", "OPENDAL_FS_ROOT", "STORAGE_LOCAL_PATH", "accessModes"),
        level="environment",
        standing="likely",
        near_miss="upload_files is a table",
        since="1.8.1",
        reference="https://docs.dify.ai/getting-started/install-self-hosted/environments",
        sample="FileNotFoundError: [Errno 2] No such file or directory: '/app/api/storage/upload_files/4a/x.pdf'",
    ),
)
