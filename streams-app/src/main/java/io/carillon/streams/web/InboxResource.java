package io.carillon.streams.web;

import io.carillon.avro.InboxEntry;
import io.carillon.streams.inbox.InboxStore;
import io.carillon.streams.web.Routing.Member;
import io.javalin.http.Context;
import java.util.List;

/** {@code /v1/users/{id}/notifications}: a member's inbox (OES-2, OES-3). */
final class InboxResource {
  void get(Context context, Member member, Backend backend) {
    Page page = Page.of(context.queryParamMap());
    List<InboxEntry> inbox =
        backend
            .freshness()
            .settledInbox(
                member.partition(),
                () -> InboxStore.of(backend.stores().inbox(member.partition()), member.id()));
    InboxDocument document = InboxDocument.of(context.req().getRequestURI(), inbox, page);
    context
        .contentType(JsonApi.MEDIA_TYPE)
        .header("Cache-Control", "no-store")
        .result(Json.write(document));
  }
}
