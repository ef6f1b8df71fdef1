"""What Vigie makes of one thing and why: deadlines, stage and findings, each with its rule. A module per subject."""
