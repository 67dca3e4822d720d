"""What is shipped for AWS: tables as the code makes them, and no right that it does not use."""

import ast
import inspect
import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from botocore import xform_name
from botocore.session import Session
from opensearchpy import AsyncOpenSearch

from arch.project import ROOT, SOURCES
from dynamodb.codec import EXPIRES
from dynamodb.provision import data_definition, meta_definition

pytestmark = pytest.mark.not_changes_db

AWS = ROOT / "deploy/aws"
DYNAMODB = SOURCES / "dynamodb"
# Only the operator's commands do what these do.
OF_OPERATORS = {DYNAMODB / "provision.py", DYNAMODB / "inspection.py"}
# A transaction needs the rights to what is in it, and none of its own.
INSTEAD = {"TransactWriteItems": {"ConditionCheckItem", "DeleteItem", "PutItem", "UpdateItem"}}
OF_CALLS_FOR_KEYS = {"ReEncrypt": {"ReEncryptFrom", "ReEncryptTo"}}
OF_CALLS_FOR_FILES = {
    "delete_async": {"s3:DeleteObject"},
    "get_async": {"s3:GetObject"},
    "list": {"s3:ListBucket"},
    # A large file is put in parts, of which those of a failed upload are given up.
    "put_async": {"s3:PutObject", "s3:AbortMultipartUpload"},
}


def actions(policy: str, service: str) -> set[str]:
    statements = json.loads((AWS / policy).read_text())["Statement"]
    allowed = {action for statement in statements for action in statement["Action"]}
    return {action for action in allowed if action.startswith(f"{service}:")}


def attributes(paths: Iterable[Path]) -> list[ast.Attribute]:
    trees = [ast.parse(path.read_text()) for path in paths]
    return [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Attribute)]


def dynamodb_actions(paths: Iterable[Path]) -> set[str]:
    """Return the rights to what the modules call, by the service's own description of itself."""
    names = {
        xform_name(operation): operation
        for service in ("dynamodb", "dynamodbstreams")
        for operation in Session().get_service_model(service).operation_names
    }
    called = {names[node.attr] for node in attributes(paths) if node.attr in names}
    allowed = {action for name in called for action in INSTEAD.get(name, {name})}
    return {f"dynamodb:{action}" for action in allowed}


def test_the_service_may_do_to_tables_what_it_does() -> None:
    modules = set(DYNAMODB.glob("*.py")) - OF_OPERATORS

    assert actions("policy-service.json", "dynamodb") == dynamodb_actions(modules)


def test_the_operator_may_also_make_and_inspect_them() -> None:
    assert actions("policy-operator.json", "dynamodb") == dynamodb_actions(OF_OPERATORS)


def test_the_service_may_send_to_the_search_what_it_sends() -> None:
    calls = {
        ast.unparse(node).partition("client.")[2]
        for node in attributes((SOURCES / "search/opensearch").glob("*.py"))
        if "client." in ast.unparse(node)
    } - {"close", "indices"}
    methods = set()
    for call in calls:
        owner: Any = AsyncOpenSearch()
        for name in call.split("."):
            owner = getattr(owner, name)
        methods |= set(re.findall(r'"(GET|POST|PUT|DELETE|HEAD)"', inspect.getsource(owner)))

    assert {"bulk", "indices.create", "indices.get", "search"} <= calls
    assert actions("policy-service.json", "es") == {
        f"es:ESHttp{method.title()}" for method in methods
    }


def test_the_service_may_do_to_files_what_it_does() -> None:
    paths = (SOURCES / "blobs/s3.py", SOURCES / "blobs/objects.py")
    called = {node.attr for node in attributes(paths)} & set(OF_CALLS_FOR_FILES)

    assert actions("policy-service.json", "s3") == {
        action for call in called for action in OF_CALLS_FOR_FILES[call]
    }


def test_the_service_may_do_to_its_key_what_it_does() -> None:
    names = {
        xform_name(operation): operation
        for operation in Session().get_service_model("kms").operation_names
    }
    called = {
        names[node.attr]
        for node in attributes([SOURCES / "envelopes/kms.py"])
        if node.attr in names
    }

    assert actions("policy-service.json", "kms") == {
        f"kms:{action}" for name in called for action in OF_CALLS_FOR_KEYS.get(name, {name})
    }


def test_the_template_makes_the_tables_that_the_command_makes() -> None:
    template = json.loads((AWS / "tables.json").read_text())

    assert template["Resources"] == {
        "Data": _table("data", data_definition("")),
        "Meta": _table("meta", meta_definition("")),
    }
    assert template["Parameters"]["Prefix"]["Default"] == "integrates"


def _table(name: str, definition: dict[str, Any]) -> dict[str, Any]:
    properties = {
        **definition,
        "TableName": {"Fn::Sub": f"${{Prefix}}{name}"},
        "TimeToLiveSpecification": {"AttributeName": EXPIRES, "Enabled": True},
        "PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled": True},
    }
    if "StreamSpecification" in definition:
        # The template has no word for turning it on.
        view = definition["StreamSpecification"]["StreamViewType"]
        properties["StreamSpecification"] = {"StreamViewType": view}
    return {
        "Type": "AWS::DynamoDB::Table",
        "DeletionPolicy": "Retain",
        "UpdateReplacePolicy": "Retain",
        "Properties": properties,
    }
