"""What somebody who does nothing was reminded of: beside the person, for a year and more."""
