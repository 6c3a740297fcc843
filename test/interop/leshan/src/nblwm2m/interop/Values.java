package nblwm2m.interop;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.leshan.core.link.DefaultLinkParser;
import org.eclipse.leshan.core.link.DefaultLinkSerializer;
import org.eclipse.leshan.core.link.Link;
import org.eclipse.leshan.core.link.LinkParseException;
import org.eclipse.leshan.core.link.attributes.Attribute;
import org.eclipse.leshan.core.model.LwM2mModel;
import org.eclipse.leshan.core.model.ResourceModel;
import org.eclipse.leshan.core.model.ResourceModel.Type;
import org.eclipse.leshan.core.node.LwM2mMultipleResource;
import org.eclipse.leshan.core.node.LwM2mNode;
import org.eclipse.leshan.core.node.LwM2mObject;
import org.eclipse.leshan.core.node.LwM2mObjectInstance;
import org.eclipse.leshan.core.node.LwM2mPath;
import org.eclipse.leshan.core.node.LwM2mResource;
import org.eclipse.leshan.core.node.LwM2mResourceInstance;
import org.eclipse.leshan.core.node.LwM2mSingleResource;
import org.eclipse.leshan.core.node.ObjectLink;
import org.eclipse.leshan.core.node.TimestampedLwM2mNodes;
import org.eclipse.leshan.core.util.Hex;
import org.eclipse.leshan.core.util.datatype.ULong;

/**
 * Typed values as JSON: a flat list of path, type and value; opaque as hex, time in seconds, a link as "id:id", links in
 * link format. A whole number that a double cannot hold is its digits, in both directions.
 */
final class Values {
    private static final long MOST_EXACT = 1L << 53;

    private Values() {}

    static ArrayNode flatten(LwM2mPath path, LwM2mNode node) {
        ArrayNode list = Wire.array();
        add(list, path, node);
        return list;
    }

    private static void add(ArrayNode list, LwM2mPath path, LwM2mNode node) {
        if (node instanceof LwM2mObject object) {
            for (LwM2mObjectInstance one : object.getInstances().values()) add(list, path.append(one.getId()), one);
        } else if (node instanceof LwM2mObjectInstance instance) {
            for (LwM2mResource one : instance.getResources().values()) add(list, path.append(one.getId()), one);
        } else if (node instanceof LwM2mResource resource && resource.isMultiInstances()) {
            for (LwM2mResourceInstance one : resource.getInstances().values()) {
                put(list, path.append(one.getId()), one.getType(), one.getValue());
            }
        } else if (node instanceof LwM2mResource resource) {
            put(list, path, resource.getType(), resource.getValue());
        } else if (node instanceof LwM2mResourceInstance one) {
            put(list, path, one.getType(), one.getValue());
        }
    }

    private static void put(ArrayNode list, LwM2mPath path, Type type, Object value) {
        ObjectNode entry = list.addObject().put("path", path.toString()).put("type", type.name());
        if (value instanceof Boolean b) entry.put("value", b);
        else if (value instanceof Double d) entry.put("value", d);
        else if (value instanceof Long l && l >= -MOST_EXACT && l <= MOST_EXACT) entry.put("value", l);
        else if (value instanceof ULong u && u.compareTo(ULong.valueOf(MOST_EXACT)) <= 0) {
            entry.put("value", u.longValue());
        }
        else if (value instanceof Date d) entry.put("value", d.getTime() / 1000);
        else if (value instanceof byte[] bytes) entry.put("value", Hex.encodeHexString(bytes));
        else if (value instanceof ObjectLink l) entry.put("value", l.getObjectId() + ":" + l.getObjectInstanceId());
        else if (value instanceof Link[] links) {
            entry.put("value", new DefaultLinkSerializer().serializeCoreLinkFormat(links));
        } else entry.put("value", String.valueOf(value));
    }

    /** What stands at several paths. */
    static ArrayNode flatten(Map<LwM2mPath, LwM2mNode> nodes) {
        ArrayNode list = Wire.array();
        nodes.forEach((path, node) -> {
            if (node != null) add(list, path, node);
        });
        return list;
    }

    /** What stood at several paths at several times, each value with its time in seconds if it has one. */
    static ArrayNode flatten(TimestampedLwM2mNodes nodes) {
        ArrayNode list = Wire.array();
        for (Instant time : nodes.getTimestamps()) {
            for (JsonNode one : flatten(nodes.getNodesAt(time))) {
                if (time != null) ((ObjectNode) one).put("time", time.toEpochMilli() / 1000.0);
                list.add(one);
            }
        }
        return list;
    }

    /** One resource with the type that the definitions give it; a JSON object has the instances of a multiple one. */
    static LwM2mResource resource(LwM2mModel models, int object, int id, JsonNode value) {
        Type type = model(models, object, id).type;
        if (!value.isObject()) return LwM2mSingleResource.newResource(id, typed(type, value), type);
        Map<Integer, Object> instances = new HashMap<>();
        value.fields().forEachRemaining(
                one -> instances.put(Integer.parseInt(one.getKey()), typed(type, one.getValue())));
        return LwM2mMultipleResource.newResource(id, instances, type);
    }

    /** What a path to a resource or a resource instance is to hold. */
    static LwM2mNode node(LwM2mModel models, LwM2mPath path, JsonNode value) {
        if (!path.isResourceInstance()) return resource(models, path.getObjectId(), path.getResourceId(), value);
        Type type = model(models, path.getObjectId(), path.getResourceId()).type;
        return LwM2mResourceInstance.newInstance(path.getResourceInstanceId(), typed(type, value), type);
    }

    /** The values of a JSON object whose keys are paths. */
    static Map<LwM2mPath, LwM2mNode> nodes(LwM2mModel models, JsonNode values) {
        Map<LwM2mPath, LwM2mNode> nodes = new LinkedHashMap<>();
        values.fields().forEachRemaining(field -> {
            LwM2mPath path = new LwM2mPath(field.getKey());
            nodes.put(path, node(models, path, field.getValue()));
        });
        return nodes;
    }

    private static ResourceModel model(LwM2mModel models, int object, int id) {
        ResourceModel model = models.getResourceModel(object, id);
        if (model == null) throw new IllegalArgumentException("no definition of resource " + id + " of object " + object);
        return model;
    }

    /** The resources of a JSON object whose keys are resource numbers. */
    static List<LwM2mResource> resources(LwM2mModel models, int object, JsonNode values) {
        List<LwM2mResource> list = new ArrayList<>();
        values.fields().forEachRemaining(
                field -> list.add(resource(models, object, Integer.parseInt(field.getKey()), field.getValue())));
        return list;
    }

    private static Object typed(Type type, JsonNode value) {
        return switch (type) {
            case BOOLEAN -> value.asBoolean();
            case INTEGER -> Long.parseLong(value.asText());
            case UNSIGNED_INTEGER -> ULong.valueOf(value.asText());
            case FLOAT -> value.asDouble();
            case TIME -> new Date(value.asLong() * 1000);
            case OPAQUE -> Hex.decodeHex(value.asText().toCharArray());
            case OBJLNK -> objectLink(value.asText());
            case CORELINK -> coreLinks(value.asText());
            default -> value.asText();
        };
    }

    private static ObjectLink objectLink(String text) {
        int colon = text.indexOf(':');
        return new ObjectLink(Integer.parseInt(text.substring(0, colon)), Integer.parseInt(text.substring(colon + 1)));
    }

    private static Link[] coreLinks(String text) {
        try {
            return new DefaultLinkParser().parseCoreLinkFormat(text.getBytes(StandardCharsets.UTF_8));
        } catch (LinkParseException e) {
            throw new IllegalArgumentException(e);
        }
    }

    static ArrayNode links(Link[] links) {
        ArrayNode list = Wire.array();
        for (Link link : links) {
            ObjectNode attributes = list.addObject().put("path", link.getUriReference()).putObject("attributes");
            for (Attribute one : link.getAttributes()) attributes.put(one.getName(), String.valueOf(one.getValue()));
        }
        return list;
    }
}
