/**
 * Reads the commands of one channel, hands them to it from many slots at once, and reports what
 * became of each: nothing is lost, and what may have been sent already is looked up before it is
 * sent again. {@link io.carillon.delivery.engine.DeliveryEngine} is the way in.
 */
@NullMarked
package io.carillon.delivery.engine;

import org.jspecify.annotations.NullMarked;
