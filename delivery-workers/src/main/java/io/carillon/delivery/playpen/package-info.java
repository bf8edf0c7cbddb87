/**
 * Keeps everything but production from real people: no address is contacted that this package did
 * not hand out.
 */
@NullMarked
package io.carillon.delivery.playpen;

import org.jspecify.annotations.NullMarked;
