"""What the texts that people enter may hold: the rules that all of the API's inputs share."""
