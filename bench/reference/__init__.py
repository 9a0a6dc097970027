"""The yardstick: the task API as it is ordinarily written with FastAPI and SQLModel.

Synchronous sessions, psycopg2, response models; no isolation but `WHERE user_id`, no change log.
The one thing out of the ordinary is the pool: with SQLAlchemy's own size the whole process locks
up as soon as there are more requests at once than the pool and the worker threads can hold.
"""
