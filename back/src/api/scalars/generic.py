"""Any JSON value, and files of multipart requests."""

from ariadne import ScalarType, upload_scalar

GENERIC = ScalarType("GenericScalar")
UPLOAD = upload_scalar
