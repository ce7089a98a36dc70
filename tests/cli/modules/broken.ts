/** A module that cannot be loaded. */
throw new RangeError("the table is empty");
