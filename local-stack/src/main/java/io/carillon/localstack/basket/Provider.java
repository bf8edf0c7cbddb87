package io.carillon.localstack.basket;

/** The e-mail service behind Basket, as seen from Basket. */
public enum Provider {
  /** It works. */
  UP,
  /** It does not answer. */
  DOWN,
  /** It refuses Basket's credentials. */
  AUTH_FAILURE
}
