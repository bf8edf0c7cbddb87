package io.carillon.streams.web;

import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.time.InstantSource;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Takes each question about a member to the instance that has the member's rows. Thread-safe. */
final class Routing {
  private final Instance instance;
  private final InstantSource clock;
  private final Hop hop;
  private volatile @Nullable Backend backend;

  /** Answers a question on the instance that has the rows. */
  interface Local {
    /**
     * Answers.
     *
     * @param context question and answer
     * @param member whom it is about
     * @param backend where to look
     * @throws ApiException if the answer is not success
     */
    void answer(Context context, Member member, Backend backend);
  }

  /** Answers a question on the instance that has the rows if there is one, or else here. */
  interface Anywhere {
    /**
     * Answers.
     *
     * @param context question and answer
     * @param here whom it is about; null if the rows are not here
     * @param backend where to look
     * @throws ApiException if the answer is not success
     */
    void answer(Context context, @Nullable Member here, Backend backend);
  }

  /**
   * A member whose rows are here.
   *
   * @param id the member
   * @param partition where
   */
  record Member(String id, int partition) {}

  Routing(Instance instance, InstantSource clock, Hop hop) {
    this.instance = instance;
    this.clock = clock;
    this.hop = hop;
  }

  /** Wraps a handler of paths with the member as {@code id}, which are answered from a store. */
  Handler byMember(String store, Local local) {
    return byMember(store, context -> context.pathParam("id"), local);
  }

  /** Wraps a handler of paths that name a member in some way. */
  Handler byMember(String store, Function<Context, String> member, Local local) {
    return context -> {
      String id = member.apply(context);
      Backend here = backend();
      KeyOwner owner = here.stores().owner(store, id);
      if (owner instanceof KeyOwner.Local found) {
        local.answer(context, new Member(id, found.partition()), here);
      } else if (owner instanceof KeyOwner.Remote other) {
        hop.pass(context, other.host());
      } else {
        throw ApiException.unavailable("the member's rows are being moved");
      }
    };
  }

  /** Wraps a handler that is better off with the member's rows, but can do without. */
  Handler preferablyByMember(String store, Function<Context, String> member, Anywhere anywhere) {
    return context -> {
      String id = member.apply(context);
      Backend here = backend();
      KeyOwner owner = here.stores().owner(store, id);
      if (!(owner instanceof KeyOwner.Remote other && hop.passed(context, other.host()))) {
        Member found =
            owner instanceof KeyOwner.Local local ? new Member(id, local.partition()) : null;
        anywhere.answer(context, found, here);
      }
    };
  }

  /**
   * Returns what answers are made of.
   *
   * @throws ApiException if the instance is still starting
   */
  Backend backend() {
    Backend known = backend;
    if (known == null) {
      known =
          instance
              .connections()
              .map(connections -> Backend.of(connections, clock))
              .orElseThrow(() -> ApiException.unavailable("this instance is starting"));
      backend = known;
    }
    return known;
  }
}
