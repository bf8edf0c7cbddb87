package io.carillon.localstack.basket;

import java.time.Instant;

/**
 * A message that Basket would have sent.
 *
 * @param email to whom
 * @param what the slug of a transactional message, {@code confirm-fx} or {@code confirm-moz} for a
 *     request to confirm, {@code recovery} for a forgotten token
 * @param at when
 */
public record SentMessage(String email, String what, Instant at) {}
