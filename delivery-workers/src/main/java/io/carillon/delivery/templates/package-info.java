/**
 * Turns a message type's templates and the values of a command into the parts of a message, in the
 * recipient's language. {@link io.carillon.delivery.templates.Templates} is the way in.
 *
 * <p>Templates are FreeMarker, without anything that reaches beyond the values they are given: no
 * classes, no files, no escape from the escaping of HTML, no endless output and no endless loop.
 */
@NullMarked
package io.carillon.delivery.templates;

import org.jspecify.annotations.NullMarked;
