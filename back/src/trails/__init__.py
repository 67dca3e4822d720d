"""The audit trail: who changed what, when and from where, in chains that show tampering."""
