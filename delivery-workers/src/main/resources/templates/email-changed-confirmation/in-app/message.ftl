From now on we write to ${newEmail}. If you did not ask for this, please tell us at once.
