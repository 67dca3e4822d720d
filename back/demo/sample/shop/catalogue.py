"""The catalogue, read from wherever a supplier keeps it."""

import xml.etree.ElementTree
from urllib.request import urlopen

import yaml


def from_yaml(text):
    return yaml.load(text, Loader=yaml.Loader)


def from_xml(text):
    return xml.etree.ElementTree.fromstring(text)


def from_supplier(address):
    with urlopen(address) as answer:
        return from_xml(answer.read())
