/**
 * Turns a message type's templates and the values of a command into the parts of a message, in the
 * recipient's language.
 */
@NullMarked
package io.carillon.delivery.templates;

import org.jspecify.annotations.NullMarked;
