"""Identifiers of entities, each a type of its own so that none takes another's place."""

from typing import NewType

Email = NewType("Email", str)
OrganizationId = NewType("OrganizationId", str)
GroupName = NewType("GroupName", str)
RoleId = NewType("RoleId", str)
RootId = NewType("RootId", str)
FindingId = NewType("FindingId", str)
VulnerabilityId = NewType("VulnerabilityId", str)
ImportId = NewType("ImportId", str)
EnvironmentId = NewType("EnvironmentId", str)
TokenId = NewType("TokenId", str)
SessionId = NewType("SessionId", str)
SignInLinkId = NewType("SignInLinkId", str)
CredentialsId = NewType("CredentialsId", str)
RuleId = NewType("RuleId", str)
MailId = NewType("MailId", str)
