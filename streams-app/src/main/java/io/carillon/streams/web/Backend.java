package io.carillon.streams.web;

import java.time.InstantSource;

/**
 * What answers are made of, once the instance has its connections.
 *
 * @param stores the rows
 * @param freshness how much they take into account
 * @param changes writes changes of preferences
 */
record Backend(Stores stores, Freshness freshness, PreferenceChanges changes) {
  static Backend of(Connections connections, InstantSource clock) {
    return new Backend(
        new Stores(connections.streams(), connections.self()),
        new Freshness(
            connections.progress(),
            new InputMarks(connections.admin(), connections.group(), clock)::of,
            clock),
        new PreferenceChanges(connections.changes()));
  }
}
