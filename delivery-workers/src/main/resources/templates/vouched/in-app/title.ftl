You have been vouched for
