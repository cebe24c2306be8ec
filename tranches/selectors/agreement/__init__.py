"""The agreement itself: who keeps its registers and binders, and what bars its destruction."""
