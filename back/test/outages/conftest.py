"""These tests need the engine, and are collected only where there is one."""

import os

collect_ignore_glob = [] if os.environ.get("INTEGRATES_TEST_OPENSEARCH") else ["test_*.py"]
