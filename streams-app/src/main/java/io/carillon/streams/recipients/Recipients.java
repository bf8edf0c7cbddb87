package io.carillon.streams.recipients;

import io.carillon.schemas.Topics;
import io.carillon.streams.flow.Nodes;
import io.carillon.streams.flow.Progress;

/** Folds profiles and changes of preferences into one row a member. */
public final class Recipients {
  private static final String FOLD_PROFILES = "fold-profiles";
  private static final String FOLD_PREFERENCES = "fold-preferences";

  private Recipients() {}

  /**
   * Adds the stage. Its store is there already.
   *
   * @param nodes the topology
   * @param progress is told of every change of preferences that is in the store
   */
  public static void fold(Nodes nodes, Progress progress) {
    nodes
        .topology()
        .addProcessor(FOLD_PROFILES, ProfileFold::new, nodes.read(Topics.MEMBERS))
        .addProcessor(
            FOLD_PREFERENCES,
            () -> new PreferenceFold(progress),
            nodes.read(Topics.PREFERENCE_CHANGES))
        .connectProcessorAndStateStores(FOLD_PROFILES, RecipientStore.NAME, RecipientStore.CACHE)
        .connectProcessorAndStateStores(
            FOLD_PREFERENCES, RecipientStore.NAME, RecipientStore.CACHE);
    nodes.write(Topics.PREFERENCES, FOLD_PREFERENCES);
  }
}
