"""mapapp's own server and worker on the database and the folder for photos that the environment names, with one address
more: ``PUT /bench/<batch>/<upload_id>``, which takes a photo in as a report does, without a form or a limit per person.

Started by ``tests.bench.uploads``.
"""

from __future__ import annotations

import sys
from uuid import UUID

from flask import Flask, Response, request

from mapapp import create_app, server
from mapapp.cli.db import upgrade
from mapapp.config import Config
from mapapp.core.database import session
from mapapp.core.jobs import worker
from mapapp.core.jobs.process import Beside
from mapapp.photos import service
from mapapp.photos.headers import MAX_BYTES


def take(batch: UUID, upload_id: UUID) -> Response:
    """201 once the photo is durably kept: the answer leaves after the transaction was committed."""
    request.max_content_length = MAX_BYTES + 1
    photo = service.receive(session(), request.stream, batch=batch, upload_id=upload_id)  # type: ignore[arg-type] # a stream
    return Response(str(photo.id), 201)


def application(config: Config) -> Flask:
    """The whole application and that one address."""
    app = create_app(config)
    app.extensions["csrf"].exempt(take)
    app.add_url_rule("/bench/<uuid:batch>/<uuid:upload_id>", view_func=take, methods=["PUT"])
    return app


def main(port: int) -> None:
    """Serves until it is ended."""
    config = Config.from_environment()
    upgrade(config.database_url)
    app = application(config)
    bound = server.listener("127.0.0.1", port)
    beside = Beside(lambda: worker.run(app, config.database_url))
    server.serve(app, bound, server.Hooks(lambda: True, lambda: None, beside))


if __name__ == "__main__":
    main(int(sys.argv[1]))
