"""What stands between the product and the Bot Framework: the faults of botbuilder 4.17.1 are guarded here and nowhere else."""
