"""Procedures: scripts that a physicist reads in one sitting, one folder a product line."""
