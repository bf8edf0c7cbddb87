/** The topology that decides who hears of what, and the app around it. */
@NullMarked
package io.carillon.streams;

import org.jspecify.annotations.NullMarked;
