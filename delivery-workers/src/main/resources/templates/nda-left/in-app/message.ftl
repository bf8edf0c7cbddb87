Your membership of the NDA group has ended. What you learned there stays confidential; you can ask to join again.
