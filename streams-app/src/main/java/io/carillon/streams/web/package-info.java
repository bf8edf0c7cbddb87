/** Questions about the stores, over HTTP. */
@NullMarked
package io.carillon.streams.web;

import org.jspecify.annotations.NullMarked;
