/**
 * The newsletter channel: brings a contact's subscriptions at Basket to what a command wishes. Each
 * command is a chain of lookup and act (MOZ-16), so repeating one is harmless.
 */
@NullMarked
package io.carillon.delivery.newsletter;

import org.jspecify.annotations.NullMarked;
