"""The six endpoints of the yardstick."""

import os
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Annotated, Literal
from uuid import UUID

import jwt
from fastapi import Depends, FastAPI, HTTPException, status
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from sqlmodel import Session, SQLModel, create_engine, select

from bench.reference.models import Task, TaskCreate, TaskRead, TaskUpdate

POOL_SIZE = 80

engine = create_engine(os.environ["DATABASE_URL"], pool_size=POOL_SIZE, max_overflow=0)
secret = os.environ["BETTER_AUTH_SECRET"]
bearer = HTTPBearer()


@asynccontextmanager
async def lifespan(_: FastAPI) -> AsyncIterator[None]:
    """Create the table."""
    SQLModel.metadata.create_all(engine)
    yield


app = FastAPI(title="Tasks", lifespan=lifespan)


def get_session() -> Iterator[Session]:
    """Yield a session that is closed after the answer."""
    with Session(engine) as session:
        yield session


def get_user(credentials: Annotated[HTTPAuthorizationCredentials, Depends(bearer)]) -> str:
    """Return the user of the request's token; 401 if it is not good."""
    try:
        claims = jwt.decode(
            credentials.credentials,
            secret,
            algorithms=["HS256"],
            options={"require": ["exp", "sub"]},
        )
    except jwt.PyJWTError as error:
        raise HTTPException(status.HTTP_401_UNAUTHORIZED, "Invalid token") from error
    return str(claims["sub"])


CurrentSession = Annotated[Session, Depends(get_session)]
CurrentUser = Annotated[str, Depends(get_user)]


def get_task(task_id: UUID, session: CurrentSession, user_id: CurrentUser) -> Task:
    """Return the task of the path if it is the user's; 404 or 403 if not."""
    task = session.get(Task, task_id)
    if task is None:
        raise HTTPException(status.HTTP_404_NOT_FOUND, "Task not found")
    if task.user_id != user_id:
        raise HTTPException(status.HTTP_403_FORBIDDEN, "Not your task")
    return task


OwnTask = Annotated[Task, Depends(get_task)]


@app.get("/health")
def health() -> dict[str, str]:
    """Say that the process lives."""
    return {"status": "healthy"}


@app.get("/api/tasks", response_model=list[TaskRead])
def list_tasks(
    session: CurrentSession,
    user_id: CurrentUser,
    status: Literal["all", "pending", "completed"] = "all",
    sort: Literal["created", "title", "due_date"] = "created",
) -> Sequence[Task]:
    """Return the user's tasks."""
    query = select(Task).where(Task.user_id == user_id)
    if status != "all":
        query = query.where(Task.completed == (status == "completed"))
    if sort == "title":
        query = query.order_by(Task.title)
    elif sort == "due_date":
        query = query.order_by(Task.due_date)  # type: ignore[arg-type]  # a column, to SQLAlchemy
    else:
        query = query.order_by(Task.created_at.desc())  # type: ignore[attr-defined]  # a column
    return session.exec(query).all()


@app.post("/api/tasks", response_model=TaskRead, status_code=status.HTTP_201_CREATED)
def create_task(body: TaskCreate, session: CurrentSession, user_id: CurrentUser) -> Task:
    """Create a task."""
    return _saved(session, Task.model_validate(body, update={"user_id": user_id}))


@app.get("/api/tasks/{task_id}", response_model=TaskRead)
def read_task(task: OwnTask) -> Task:
    """Return one task."""
    return task


@app.put("/api/tasks/{task_id}", response_model=TaskRead)
def update_task(body: TaskUpdate, task: OwnTask, session: CurrentSession) -> Task:
    """Change the fields that are given."""
    task.sqlmodel_update(body.model_dump(exclude_unset=True))
    task.updated_at = datetime.now(UTC)
    return _saved(session, task)


@app.delete("/api/tasks/{task_id}", status_code=status.HTTP_204_NO_CONTENT)
def delete_task(task: OwnTask, session: CurrentSession) -> None:
    """Delete a task."""
    session.delete(task)
    session.commit()


@app.patch("/api/tasks/{task_id}/complete", response_model=TaskRead)
def toggle_task(task: OwnTask, session: CurrentSession) -> Task:
    """Turn `completed` round."""
    task.completed = not task.completed
    task.updated_at = datetime.now(UTC)
    return _saved(session, task)


def _saved(session: Session, task: Task) -> Task:
    session.add(task)
    session.commit()
    session.refresh(task)
    return task
