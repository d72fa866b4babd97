"""A form for every act the record can hold."""
