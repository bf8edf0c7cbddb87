/**
 * A newsletter service to develop and test against: Basket's HTTP contract over contacts in memory.
 * {@link io.carillon.localstack.basket.BasketSandbox} is the way in. The rules named {@code BAS-n}
 * are those of the project's list of behaviours.
 */
@NullMarked
package io.carillon.localstack.basket;

import org.jspecify.annotations.NullMarked;
