package io.carillon.localstack.basket;

/** Basket's maintenance modes (BAS-19). */
public enum Maintenance {
  /** Everything is done at once. */
  OFF,
  /** Writes are parked, reads are refused. */
  ON,
  /** Writes are parked, reads are answered. */
  READ_ONLY
}
