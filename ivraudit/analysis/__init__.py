"""How the answers are found: the graph, reach, the game, loops, walks and distances."""
