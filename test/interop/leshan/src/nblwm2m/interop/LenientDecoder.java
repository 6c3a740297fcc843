package nblwm2m.interop;

import java.util.List;
import org.eclipse.leshan.core.model.LwM2mModel;
import org.eclipse.leshan.core.node.LwM2mNode;
import org.eclipse.leshan.core.node.LwM2mObject;
import org.eclipse.leshan.core.node.LwM2mObjectInstance;
import org.eclipse.leshan.core.node.LwM2mPath;
import org.eclipse.leshan.core.node.LwM2mSingleResource;
import org.eclipse.leshan.core.node.TimestampedLwM2mNode;
import org.eclipse.leshan.core.node.codec.CodecException;
import org.eclipse.leshan.core.node.codec.DefaultLwM2mDecoder;
import org.eclipse.leshan.core.request.ContentFormat;

/**
 * Takes an answer without content for one with none of the values: the client inside a OneNET module answers an observe
 * so, and the values come with the notifications.
 */
final class LenientDecoder extends DefaultLwM2mDecoder {
    LenientDecoder() {
        super(true); // TLV under its draft number 1542 as well
    }

    @Override
    public List<TimestampedLwM2mNode> decodeTimestampedData(
            byte[] content, ContentFormat format, LwM2mPath path, LwM2mModel model) throws CodecException {
        if (content != null && content.length > 0) return super.decodeTimestampedData(content, format, path, model);
        return List.of(new TimestampedLwM2mNode(null, empty(path)));
    }

    private static LwM2mNode empty(LwM2mPath path) {
        if (path.isResource()) return LwM2mSingleResource.newStringResource(path.getResourceId(), "");
        if (path.isObjectInstance()) return new LwM2mObjectInstance(path.getObjectInstanceId(), List.of());
        return new LwM2mObject(path.getObjectId(), List.of());
    }
}
