package nblwm2m.interop;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import org.eclipse.californium.core.coap.CoAP;
import org.eclipse.californium.core.coap.EmptyMessage;
import org.eclipse.californium.core.coap.Response;
import org.eclipse.californium.core.network.interceptors.MessageInterceptorAdapter;
import org.eclipse.leshan.core.node.TimestampedLwM2mNode;
import org.eclipse.leshan.core.node.TimestampedLwM2mNodes;
import org.eclipse.leshan.core.observation.CompositeObservation;
import org.eclipse.leshan.core.observation.Observation;
import org.eclipse.leshan.core.observation.SingleObservation;
import org.eclipse.leshan.core.request.BootstrapDownlinkRequest;
import org.eclipse.leshan.core.request.ContentFormat;
import org.eclipse.leshan.core.request.SendRequest;
import org.eclipse.leshan.core.response.BootstrapDiscoverResponse;
import org.eclipse.leshan.core.response.BootstrapReadResponse;
import org.eclipse.leshan.core.response.LwM2mResponse;
import org.eclipse.leshan.core.response.ObserveCompositeResponse;
import org.eclipse.leshan.core.response.ObserveResponse;
import org.eclipse.leshan.server.bootstrap.BootstrapFailureCause;
import org.eclipse.leshan.server.bootstrap.BootstrapSession;
import org.eclipse.leshan.server.bootstrap.BootstrapSessionAdapter;
import org.eclipse.leshan.server.observation.ObservationListener;
import org.eclipse.leshan.server.registration.Registration;
import org.eclipse.leshan.server.registration.RegistrationListener;
import org.eclipse.leshan.server.registration.RegistrationUpdate;
import org.eclipse.leshan.server.send.SendListener;

/** What happens by itself, told on the control line. */
final class Events implements RegistrationListener, ObservationListener, SendListener {
    private final Wire wire;

    Events(Wire wire) {
        this.wire = wire;
    }

    private static ObjectNode about(String name, Registration registration) {
        return Wire.event(name)
                .put("endpoint", registration.getEndpoint())
                .put("registration", registration.getId())
                .put("lifetime", registration.getLifeTimeInSec());
    }

    @Override
    public void registered(Registration registration, Registration before, Collection<Observation> observations) {
        ObjectNode event = about("registered", registration)
                .put("version", registration.getLwM2mVersion().toString())
                .put("queue", registration.usesQueueMode())
                .put("port", registration.getPort());
        event.set("links", Values.links(registration.getObjectLinks()));
        ArrayNode formats = event.putArray("formats");
        for (ContentFormat one : registration.getSupportedContentFormats()) formats.add(one.getCode());
        wire.send(event);
    }

    /** With the object links if the update has them. */
    @Override
    public void updated(RegistrationUpdate update, Registration after, Registration before) {
        ObjectNode event = about("updated", after);
        if (update.getObjectLinks() != null) event.set("links", Values.links(update.getObjectLinks()));
        wire.send(event);
    }

    @Override
    public void unregistered(
            Registration registration, Collection<Observation> observations, boolean expired, Registration after) {
        wire.send(about("unregistered", registration).put("expired", expired).put("replaced", after != null));
    }

    @Override
    public void newObservation(Observation observation, Registration registration) {}

    @Override
    public void cancelled(Observation observation) {}

    @Override
    public void onResponse(SingleObservation observation, Registration registration, ObserveResponse response) {
        ObjectNode event = Wire.event("notification")
                .put("endpoint", registration.getEndpoint())
                .put("path", observation.getPath().toString())
                .put("observation", observation.getId().getAsHexString())
                .put("code", Commands.code(response));
        addRaw(event, response);
        if (response.getContent() != null) {
            event.set("values", Values.flatten(observation.getPath(), response.getContent()));
        }
        ArrayNode times = event.putArray("times");
        if (response.getTimestampedLwM2mNodes() != null) {
            for (TimestampedLwM2mNode one : response.getTimestampedLwM2mNodes()) {
                times.add(one.getTimestamp() == null ? 0 : one.getTimestamp().toEpochMilli() / 1000.0);
            }
        }
        wire.send(event);
    }

    @Override
    public void onResponse(
            CompositeObservation observation, Registration registration, ObserveCompositeResponse response) {
        ObjectNode event = Wire.event("notification")
                .put("endpoint", registration.getEndpoint())
                .put("observation", observation.getId().getAsHexString())
                .put("code", Commands.code(response));
        addRaw(event, response);
        if (response.getContent() != null) event.set("values", Values.flatten(response.getContent()));
        wire.send(event);
    }

    /** What the CoAP message says besides. */
    private static void addRaw(ObjectNode event, LwM2mResponse response) {
        if (!(response.getCoapResponse() instanceof Response raw)) return;
        event.put("format", raw.getOptions().getContentFormat());
        event.put("confirmable", raw.getType() == CoAP.Type.CON);
        event.put("size", raw.getPayloadSize());
    }

    @Override
    public void dataReceived(Registration registration, TimestampedLwM2mNodes data, SendRequest request) {
        ObjectNode event = Wire.event("sent")
                .put("endpoint", registration.getEndpoint())
                .put("format", request.getFormat().getCode());
        event.set("values", Values.flatten(data));
        wire.send(event);
    }

    @Override
    public void onError(Registration registration, String message, Exception error) {
        wire.send(Wire.event("sendError").put("detail", message + ": " + error));
    }

    @Override
    public void onError(Observation observation, Registration registration, Exception error) {
        wire.send(Wire.event("notificationError").put("detail", String.valueOf(error)));
    }

    /** Resets that the server sends, which is how it refuses a notification of an observation that it has dropped. */
    MessageInterceptorAdapter resets() {
        return new MessageInterceptorAdapter() {
            @Override
            public void sendEmptyMessage(EmptyMessage message) {
                if (message.getType() == CoAP.Type.RST) wire.send(Wire.event("reset").put("message", message.getMID()));
            }
        };
    }

    /** The bootstrap server's side: each request with its outcome, then the end. */
    BootstrapSessionAdapter bootstrap() {
        return new BootstrapSessionAdapter() {
            private ObjectNode about(BootstrapDownlinkRequest<?> request, String outcome) {
                return Wire.event("bootstrapRequest")
                        .put("request", request.getClass().getSimpleName())
                        .put("path", String.valueOf(request.getPath()))
                        .put("outcome", outcome);
            }

            @Override
            public void onResponseSuccess(
                    BootstrapSession session, BootstrapDownlinkRequest<?> request, LwM2mResponse response) {
                ObjectNode event = about(request, Commands.code(response));
                if (response instanceof BootstrapReadResponse read) {
                    event.set("values", Values.flatten(request.getPath(), read.getContent()));
                }
                if (response instanceof BootstrapDiscoverResponse discover) {
                    event.set("links", Values.links(discover.getObjectLinks()));
                }
                wire.send(event);
            }

            @Override
            public void onResponseError(
                    BootstrapSession session, BootstrapDownlinkRequest<?> request, LwM2mResponse response) {
                wire.send(about(request, Commands.code(response)));
            }

            @Override
            public void onRequestFailure(
                    BootstrapSession session, BootstrapDownlinkRequest<?> request, Throwable cause) {
                wire.send(about(request, String.valueOf(cause)));
            }

            @Override
            public void end(BootstrapSession session) {
                wire.send(Wire.event("bootstrapped").put("endpoint", session.getEndpoint()));
            }

            @Override
            public void failed(BootstrapSession session, BootstrapFailureCause cause) {
                wire.send(Wire.event("bootstrapFailed")
                        .put("endpoint", session.getEndpoint())
                        .put("detail", cause.name()));
            }
        };
    }
}
