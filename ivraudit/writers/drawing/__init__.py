"""What the writers of pictures share: what to draw, in which colours, and how much room its words need."""
