/**
 * Settings as typed values: read from a file, the environment and the command line, checked all at
 * once, with every mistake in one message.
 */
@NullMarked
package io.carillon.settings;

import org.jspecify.annotations.NullMarked;
