from . import (
    customer_demo,
    customer_demo_core,
    customer_demo_customers,
    customer_demo_development,
    customer_demo_files,
    customer_demo_grading,
    customer_demo_history,
    customer_demo_interactions,
    customer_demo_people,
    customer_demo_steps,
    customer_demo_trade,
    customer_demo_watch,
)
